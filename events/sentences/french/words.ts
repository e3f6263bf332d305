import { wordsOf } from '../words.ts'

export const { anyOf, allOf, counted, amount, decimal, span } = wordsOf('fr')
