import type { ClockedWork, labour as english, OpenEntry } from '../english/labour.ts'
import type { Translation } from '../sentence.ts'
import { activityOf } from './terms.ts'

const workOf = ({ activity, orderId, stepId }: ClockedWork): string =>
  `${activityOf(activity)}${orderId === undefined ? '' : ` de l’ordre ${orderId}`}${stepId === undefined ? '' : `, étape ${stepId}`}`
const entriesOf = (entries: readonly OpenEntry[]): string =>
  entries.map((it) => `${workOf(it)} (${it.entryId})`).join(' ; ')

export const labour: Translation<typeof english> = {
  'forbidden/time-of-others': ({ person }) =>
    `${person} ne peut gérer que ses propres pointages ; pour ceux des autres, adressez-vous à un chef d’équipe.`,
  'forbidden/own-time': ({ person }) =>
    `${person} ne peut corriger que la fin d’un de ses pointages resté sans sortie ; pour toute autre correction, adressez-vous à un chef d’équipe.`,
  'already-clocked-on': ({ person, work, since }) =>
    `${person} a déjà pointé pour « ${workOf(work)} » depuis le ${since}.`,
  'too-many-open-entries': ({ person, count }) =>
    `${person} a ${count} pointages ouverts ; terminez d’abord l’un d’eux.`,
  'not-clocked-on': ({ person, open }) =>
    open.length === 0
      ? `${person} n’a aucun pointage ouvert.`
      : `${person} n’a pas pointé pour cela, mais pour : ${entriesOf(open)}.`,
  'not-clocked-on/stopped': ({ person, entryId, at }) =>
    `${person} n’a aucun pointage ouvert : il a été arrêté le ${at}, faute de pointage de sortie. Corrigez la fin du pointage ${entryId}, en indiquant le motif.`,
  'not-clocked-on/break': ({ person }) => `${person} n’a aucun pointage ouvert qu’une pause puisse interrompre.`,
  'clock-off-ambiguous': ({ person, open }) =>
    `${person} a plusieurs pointages ouverts : ${entriesOf(open)} ; indiquez lequel terminer.`,
  'on-break': ({ person, since }) => `${person} est en pause depuis le ${since} ; terminez d’abord la pause.`,
  'not-on-break': ({ person }) => `${person} n’est pas en pause.`,
  'clock-off-late': ({ since, hours }) =>
    `Le pointage a commencé le ${since}, il y a plus de ${hours} heures ; faites corriger sa fin par un chef d’équipe.`,
  'interval-invalid/end-first': ({ from, to }) => `La fin, ${to}, précède le début, ${from}.`,
  'interval-invalid/too-long': ({ from, to, hours }) => `Du ${from} au ${to}, il y a plus de ${hours} heures.`,
  'interval-invalid/far-from-clock': ({ clockedOnAt, hours }) =>
    `Le pointage a été fait le ${clockedOnAt} ; son début doit en être à moins de ${hours} heures.`,
  'interval-in-future/beginning': ({ from }) => `Le début, ${from}, est dans le futur.`,
  'interval-in-future/end': ({ to }) => `La fin, ${to}, est dans le futur.`,
  'interval-overlaps': ({ work, from, to }) =>
    to === undefined
      ? `La personne a déjà pointé pour « ${workOf(work)} » depuis le ${from}.`
      : `Du ${from} au ${to}, la personne avait déjà pointé pour « ${workOf(work)} ».`,
}
