/** A person's sign-in. At a local plant it is asked for by name; elsewhere by OIDC. */
export interface Session {
  readonly user: string
  readonly token: () => Promise<string>
}

/** Renewed this long before it ends. */
const spareMs = 60_000

export function localSession(user: string): Session {
  let known: Promise<{ readonly token: string; readonly until: number }> | undefined
  const ask = async () => {
    const answer = await fetch('/local/token', { method: 'POST', body: JSON.stringify({ user }) })
    if (!answer.ok) throw new Error(`${user} could not sign in: ${await answer.text()}`)
    const { access_token: token, expires_in: seconds } = await answer.json()
    return { token, until: Date.now() + seconds * 1000 }
  }
  return {
    user,
    async token() {
      if (!known || (await known).until - spareMs < Date.now()) known = ask()
      return (await known).token
    },
  }
}
