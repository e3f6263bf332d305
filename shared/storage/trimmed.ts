/** As much of a client of the SDK as it takes to leave parts of it out. */
interface Client {
  readonly middlewareStack: { readonly remove: (name: string) => boolean }
}

/**
 * What no service asks for and every call pays for: copies of request and answer for a log that nobody keeps, and a header that tells AWS
 * which SDK calls.
 */
export const needless = ['loggerMiddleware', 'getUserAgentMiddleware'] as const

/** @param further other middleware that this client needs no more; test/storage/client.test.ts says when a name is the SDK's no longer. */
export function trimmed<Of extends Client>(client: Of, further: readonly string[] = []): Of {
  for (const name of [...needless, ...further]) client.middlewareStack.remove(name)
  return client
}
