/** Imports of files that come in over the network: sent in parts, kept while they run, told of as they go. */

export interface ImportFormat {
  name: string
  /** The fields that columns can be mapped to; null where the format has no columns. */
  fields: readonly string[] | null
}

/** What a column of a file is taken for; null where a mapping leaves it out. */
export interface ImportColumn {
  column: string
  field: string | null
}

export type ImportState = 'uploading' | 'running' | 'done' | 'stopped' | 'failed'

export interface ImportFacts {
  id: string
  /** What the file is called where it comes from. */
  name: string
  format: string
  state: ImportState
  /** Bytes that the file has, and those that arrived. */
  size: number
  received: number
  /** Bytes that are read. */
  bytes: number
  /** Input records: read = created + updated + unchanged + rejected, once it is done. */
  read: number
  created: number
  updated: number
  unchanged: number
  rejected: number
  /** Something was rejected and can be had. */
  hasRejects: boolean
  /** How long it has been running, or ran. */
  seconds: number
  /** Why it failed, for people. */
  error: string | null
  createdAt: string
  startedAt: string | null
  endedAt: string | null
}

export interface NewImport {
  name: string
  format: string
  size: number
  /** Column names to field names; only for formats that have columns. */
  mapping?: Readonly<Record<string, string>> | undefined
}

/** A piece of a longer text: whole lines, and where the next piece begins; null after the last one. */
export interface Piece {
  text: string
  next: string | null
}

/** Every call names the organization by its key. Throws `record-not-found`, `not-unique` and `invalid-value` with a text for people. */
export interface ImportAdmin {
  formats: readonly ImportFormat[]
  /** How the columns of a file that begins so are understood, and why it could not be read so; null: it can. */
  columns(
    format: string,
    beginning: string,
    mapping?: NewImport['mapping'],
  ): Promise<{ columns: ImportColumn[]; problem: string | null }>
  /** The newest first. */
  list(organization: number): Promise<ImportFacts[]>
  get(organization: number, id: string): Promise<ImportFacts>
  open(organization: number, input: NewImport): Promise<ImportFacts>
  /** Parts come in order, from 0; the last one may come again. */
  part(organization: number, id: string, number: number, text: string): Promise<ImportFacts>
  /** Begins to read a file that is here whole. */
  start(organization: number, id: string): Promise<ImportFacts>
  /** Ends one that runs after what is under way; takes back an upload. */
  stop(organization: number, id: string): Promise<ImportFacts>
  /** Forgets one that ended, and its rejects. */
  forget(organization: number, id: string): Promise<void>
  /** `{"line","reason","input"}` a line. */
  rejects(organization: number, id: string, from: string | null): Promise<Piece>
  /** Forgets uploads that nobody goes on with, and what was kept of organizations that are no more. */
  tidy(): Promise<void>
  /** Stops all, and leaves no uploaded file behind. */
  close(): Promise<void>
}
