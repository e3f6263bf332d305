import { wordsOf } from '../words.ts'

export const { anyOf, allOf, amount } = wordsOf('fr')
