import type { Decode } from './payload.ts'
import { decodeSparkplugB } from './sparkplug-b.ts'

/** The decoder of each version, by the first level of its topics. Sparkplug 4 gets a line of its own. */
export const decoders = { 'spBv1.0': decodeSparkplugB } as const satisfies Record<string, Decode>

export type Version = keyof typeof decoders
