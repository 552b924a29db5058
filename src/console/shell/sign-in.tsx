import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { Form } from 'react-aria-components'
import type { Session } from '../../server/admin/session.ts'
import { api } from '../api/client.ts'
import { enter } from '../api/session.ts'
import { Button } from '../ui/button.tsx'
import { TextField } from '../ui/text-field.tsx'
import './sign-in.css'

const MARK = '#sign-in='

/** What the address holds of a link, out of it and of the history before anything else; null where it holds none. */
function takeLink(): string | null {
  if (!location.hash.startsWith(MARK)) return null
  const token = location.hash.slice(MARK.length)
  history.replaceState(history.state, '', location.pathname + location.search)
  return token
}

/** `follow` gets what the address holds of a link, now and whenever one is pasted into a tab that is open already. */
export function useLink(follow: (token: string) => void): void {
  useEffect(() => {
    const take = () => {
      const token = takeLink()
      if (token !== null) follow(token)
    }
    take()
    addEventListener('hashchange', take)
    return () => removeEventListener('hashchange', take)
  }, [follow])
}

/** Follows the link that the address holds, or takes one (or an admin token) by hand. */
export function SignIn({ isDemo }: { isDemo: boolean }) {
  const queries = useQueryClient()
  const [given, setGiven] = useState('')
  const signIn = useMutation({
    mutationFn: (token: string) => api<Session>('/session', { method: 'POST', body: { token } }),
    meta: { quiet: true },
    onSuccess: (session) => enter(queries, session),
  })
  const { mutate } = signIn
  useLink(mutate)

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
          Open the link that the server printed when it started. It signs in once;{' '}
          {isDemo ? (
            'the admin token that the demo printed with it does as often as you like.'
          ) : (
            <>
              <code>clientele console</code> prints another one.
            </>
          )}
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
