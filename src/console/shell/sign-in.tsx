import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { Form } from 'react-aria-components'
import type { Session } from '../../server/admin/session.ts'
import { api } from '../api/client.ts'
import { enter } from '../api/session.ts'
import { Button } from '../ui/button.tsx'
import { TextField } from '../ui/text-field.tsx'
import './sign-in.css'

const MARK = '#sign-in='

/** Follows the link that the address holds, or takes one (or an admin token) by hand. */
export function SignIn() {
  const queries = useQueryClient()
  const [given, setGiven] = useState('')
  const signIn = useMutation({
    mutationFn: (token: string) => api<Session>('/session', { method: 'POST', body: { token } }),
    meta: { quiet: true },
    onSuccess: (session) => enter(queries, session),
  })
  const { mutate } = signIn
  const followed = useRef(false)
  useEffect(() => {
    if (followed.current || !location.hash.startsWith(MARK)) return
    followed.current = true
    const token = location.hash.slice(MARK.length)
    // Out of the address and of the history before anything else.
    history.replaceState(history.state, '', location.pathname + location.search)
    mutate(token)
  }, [mutate])

  return (
    <main className="sign-in">
      <Form
        onSubmit={(event) => {
          event.preventDefault()
          mutate(tokenIn(given))
        }}
      >
        <h1>Clientele</h1>
        <p>
          Open the link that the server printed when it started, or print a new one:{' '}
          <code>clientele console</code>
        </p>
        <TextField
          label="Sign-in link or admin token"
          type="password"
          autoComplete="off"
          value={given}
          onChange={setGiven}
          isRequired
          autoFocus
          errorMessage={signIn.error?.message}
        />
        <Button type="submit" kind="primary" isDisabled={signIn.isPending}>
          Sign in
        </Button>
      </Form>
    </main>
  )
}

/** People paste the whole link. */
const tokenIn = (text: string): string => text.trim().split(MARK).at(-1) ?? ''
