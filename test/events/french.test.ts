import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { french } from '../../events/sentences/facts/french.ts'

const say = { amount: () => '', instant: (at: string) => at, until: (at: string) => at }
const root = resolve(import.meta.dirname, '../..')
const under = (folder: string, end: RegExp) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => end.test(file) && !file.includes('node_modules'))
    .map((file) => join(root, folder, file))

describe('The French of the plant', () => {
  it('tells activities, states, things and kinds by their French words', () => {
    const subject = { type: 'lot', id: 'SUC-1' } as const
    const told = [
      french['andon.labour.clocked-on.v1']({ personId: 'lea', activity: 'set-up', entryId: 'E' } as never, say),
      french['andon.equipment.state-changed.v1']({ state: 'execute' } as never, say),
      french['andon.hold.placed.v1']({ subject, holdId: 'H' } as never, say),
      french['andon.container.made.v1']({ containerId: 'C-1', kind: 'drum' } as never, say),
      french['andon.step.signed.v1']({ stepId: 'mix', meaning: 'verified' } as never, say),
    ]
    expect(told).toEqual([
      'a pointé le début de lea : réglage',
      'annonce son état : en marche',
      'a bloqué le lot SUC-1',
      'a créé le contenant C-1 (fût)',
      'a signé l’étape mix : vérifié',
    ])
  })

  it('has one word for a container', () => {
    const files = [...under('console/src', /fr\.po$/), ...under('events/sentences', /french.*\.ts$/)]
    expect(files.length).toBeGreaterThan(30)
    expect(files.filter((file) => /récipient|conteneur/i.test(readFileSync(file, 'utf8')))).toEqual([])
  })
})
