import { describe, expect, test } from 'vitest'
import { french } from '../../events/sentences/french.ts'
import { sentenceIn } from '../../events/sentences/sentence.ts'
import { violation } from '../../shared/domain/refusal.ts'
import { inWords } from '../support/words.ts'

describe('the sentences', () => {
  test('of stock are in French what they are in English', () => {
    const lacking = violation('lot-insufficient/lot', {
      lotId: 'SUC-1',
      remaining: { value: '5.25', unit: 'kg' },
      wanted: { value: '25', unit: 'kg' },
    })
    expect(inWords(lacking)).toBe('Lot SUC-1 holds 5.25 kg, less than 25 kg; take no more than it holds.')
    expect(sentenceIn(french, lacking)).toBe(
      'Le lot SUC-1 contient 5,25 kg, moins que 25 kg ; ne prenez pas plus que son contenu.',
    )
    expect(sentenceIn(french, violation('lot-not-released', { lotId: 'SUC-2', status: 'quarantine' }))).toBe(
      'Le lot SUC-2 est en quarantaine ; la qualité doit d’abord le libérer.',
    )
  })

  test('of codes quote what can be seen, and number what cannot', () => {
    const alien = violation('barcode-invalid/digits', { of: 'gln', characters: ['O', '\u200b'] })
    expect(inWords(alien)).toBe('A GLN has digits only, not "O", U+200B; read it again.')
    expect(sentenceIn(french, violation('barcode-invalid/container-id', { because: alien }))).toBe(
      'Un GLN ne comporte que des chiffres, et non « O », U+200B ; relisez le code. Un numéro propre à l’usine comporte une lettre.',
    )
  })
})
