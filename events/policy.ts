import * as z from 'zod'

/** What happens if a limit or a check is not met. `block` is the default; the recipe must state anything less strict. */
export const policy = z.enum(['block', 'block-unless-signed', 'warn', 'off'])
export type Policy = z.infer<typeof policy>
