/** What a format reads an input record into. */
import type { Draft, LinkDraft } from '../../core/draft.ts'

/** One input record: its line, its text, and what it holds or why it cannot be taken. */
export type InputRecord = { line: number; input: string } & (
  | { drafts: readonly Draft[]; link?: LinkDraft }
  | { reason: string }
)
