import type { signature as english } from '../english/signature.ts'
import type { Translation } from '../sentence.ts'
import { meaningOf, roleOf } from './terms.ts'
import { anyOf } from './words.ts'

export const signature: Translation<typeof english> = {
  'signature-missing': ({ roles, meanings }) =>
    `Une personne ayant le rôle ${anyOf(roles.map(roleOf))} doit signer avec la mention ${anyOf(meanings.map(meaningOf))}.`,
  'signature-invalid/session': () =>
    'Le jeton de la session ne vaut pas signature ; identifiez-vous de nouveau pour signer.',
  'signature-invalid/other-site': () =>
    'L’identification de la signature vaut pour un autre site ; identifiez-vous sur celui-ci.',
  'signature-invalid/expired': () =>
    'L’identification de la signature a expiré ; identifiez-vous de nouveau pour signer.',
  'signature-invalid/not-of-site': () =>
    'Le jeton de la signature n’est pas une identification de ce site ; identifiez-vous ici pour signer.',
  'signature-invalid/incomplete': () =>
    'Le jeton de la signature n’a pas de sujet, d’identifiant ou d’heure et ne peut donc pas servir une seule fois ; identifiez-vous de nouveau pour signer.',
  'signature-wrong-meaning': ({ meanings, meaning }) =>
    `Il faut ici une signature avec la mention ${anyOf(meanings.map(meaningOf))}, et non ${meaningOf(meaning)}.`,
  'signature-wrong-role': ({ signer, roles }) =>
    `${signer} ne peut pas signer ceci ; il faut le rôle ${anyOf(roles.map(roleOf))}.`,
  'signature-stale': ({ seconds, atMost }) =>
    `L’identification date de ${seconds} s ; identifiez-vous de nouveau, elle vaut ${atMost} s.`,
  'signature-used': () => 'L’identification de cette signature a déjà servi ; identifiez-vous de nouveau pour signer.',
}
