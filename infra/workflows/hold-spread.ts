import { ask, type Definition, fail, stopped } from './states.ts'

/**
 * Takes a hold to all that was made of its subject, and back from there when it is released. Input: `{ holdId, site, progress }`. A task does a
 * bounded piece and says how far it has come. While the index does not tell all, the execution waits; until it is done, everybody who uses
 * stock looks back for the hold, so that it is in force all the time.
 */
export function holdSpread(functionArn: string): Definition {
  const carryOn = 'Carry the hold on'
  const next = (value: string, state: string) => ({ Variable: '$.progress.next', StringEquals: value, Next: state })
  return {
    Comment: 'Holds all that was made of what is held, and lets it go with the release.',
    StartAt: carryOn,
    States: {
      [carryOn]: ask({
        functionArn,
        question: { task: 'spread-hold', 'holdId.$': '$.holdId', 'progress.$': '$.progress' },
        keep: { at: '$.progress', fields: ['doing', 'level', 'after', 'waits', 'next', 'waitSeconds'] },
        onward: { next: 'Is the hold everywhere?' },
      }),
      'Is the hold everywhere?': {
        Type: 'Choice',
        Choices: [
          next('go-on', carryOn),
          next('wait', 'Wait for the index'),
          next('done', 'The hold is where it belongs'),
        ],
        Default: stopped,
      },
      'Wait for the index': { Type: 'Wait', SecondsPath: '$.progress.waitSeconds', Next: carryOn },
      'The hold is where it belongs': { Type: 'Succeed' },
      [stopped]: fail(
        'HoldSpread.Stopped',
        'The hold could not be carried to all that was made of what is held. It is in force there all the same; docs/runbook.md#spread-workflow says how to go on from here.',
      ),
    },
  }
}
