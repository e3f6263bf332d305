import type { english } from './english.ts'
import { orders } from './french/orders.ts'
import { requests } from './french/requests.ts'
import { signature } from './french/signature.ts'
import type { Translation } from './sentence.ts'

/** Every sentence in French. */
export const french: Translation<typeof english> = { ...orders, ...requests, ...signature }
