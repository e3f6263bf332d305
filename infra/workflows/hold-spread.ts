import { ask, type Definition, fail, stopped } from './states.ts'

/**
 * Spreads a hold to all that was made of its subject, and takes it back when the hold is released. Input: `{ holdId, site, progress }`. A task does a
 * bounded part and returns its progress; the execution waits while the index is behind. Until the spread is done, every use of stock searches what
 * the stock was made of for the hold, so that the hold is in force all the time.
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
