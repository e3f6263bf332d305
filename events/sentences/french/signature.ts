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
    'Le jeton de la signature ne dit pas qui s’est identifié ni quand (auth_time) et ne peut donc pas servir une seule fois ; l’émetteur du site doit l’ajouter à ses jetons d’accès.',
  'signature-invalid/ids': () =>
    'Le jeton de la signature a un identifiant (sub, jti ou origin_jti) de plus de 255 caractères, ou avec d’autres caractères que ceux de l’ASCII ; identifiez-vous de nouveau pour signer.',
  'signature-invalid/not-access': () =>
    'Le jeton de la signature n’est pas un jeton d’accès ; identifiez-vous de nouveau et envoyez le jeton d’accès de cette identification.',
  'signature-invalid/client': () =>
    'Le jeton de la signature est celui d’une machine, et seules les personnes signent ; une personne doit s’identifier.',
  'signature-invalid/future': () =>
    'L’identification de la signature a une heure qui n’est pas encore venue ; mettez l’horloge de l’émetteur à l’heure et identifiez-vous de nouveau.',
  'signature-invalid/no-definition': ({ personId }) =>
    `${personId} n’est pas définie dans cette usine, et la signature n’a donc pas de nom à imprimer ; définissez la personne par PUT /v1/persons/${personId}, puis signez.`,
  'signature-wrong-meaning': ({ meanings, meaning }) =>
    `Il faut ici une signature avec la mention ${anyOf(meanings.map(meaningOf))}, et non ${meaningOf(meaning)}.`,
  'signature-wrong-role': ({ signer, roles }) =>
    `${signer} ne peut pas signer ceci ; il faut le rôle ${anyOf(roles.map(roleOf))}.`,
  'signature-same-person/verifier': ({ signer }) => `${signer} signe déjà ; une autre personne doit vérifier.`,
  'signature-stale': ({ seconds, atMost }) =>
    `L’identification date de ${seconds} s ; identifiez-vous de nouveau, elle vaut ${atMost} s.`,
  'signature-used': () => 'L’identification de cette signature a déjà servi ; identifiez-vous de nouveau pour signer.',
}
