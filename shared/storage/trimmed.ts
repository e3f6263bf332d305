/** The part of an SDK client that is needed to remove middleware. */
interface Client {
  readonly middlewareStack: { readonly remove: (name: string) => boolean }
}

/** Middleware that costs time in every call without any use: copies of request and answer for a log, and a header that names the SDK to AWS. */
export const needless = ['loggerMiddleware', 'getUserAgentMiddleware'] as const

/** @param further other middleware that this client does not need; test/storage/client.test.ts finds names that the SDK no longer has. */
export function trimmed<Of extends Client>(client: Of, further: readonly string[] = []): Of {
  for (const name of [...needless, ...further]) client.middlewareStack.remove(name)
  return client
}
