import { ask, type Definition, fail, type Onward, stopped, waitFor } from './states.ts'

const day = 24 * 60 * 60

/** How long the workflow waits before it reminds quality. */
const patience = {
  // A long campaign completes its order within a week; a record that takes longer is forgotten.
  record: 7 * day,
  // Each shift of quality works once a day, so each has had a chance to act before the reminder.
  review: day,
  signature: day,
}

/** From an order's record to released or rejected lots. Input: `{ orderId, site }`. */
export function batchRelease(functionArn: string): Definition {
  const about = (question: Readonly<Record<string, string>>) => ({ ...question, 'orderId.$': '$.orderId' })
  const step = (question: Readonly<Record<string, string>>, onward: Onward) =>
    ask({ functionArn, question: about(question), onward })
  const wait = (waitingFor: keyof typeof patience, keepAt: string | null, next: string) =>
    waitFor({
      functionArn,
      question: about({ waitingFor }),
      patience: patience[waitingFor],
      keepAt,
      late: 'Remind quality',
      next,
    })
  const waitsFor = (waitingFor: keyof typeof patience, next: string) => ({
    Variable: '$.record.waitingFor',
    StringEquals: waitingFor,
    Next: next,
  })

  return {
    Comment: 'Lets a batch go only on a complete record, reviewed exceptions and a signature of quality.',
    StartAt: 'Is the record complete?',
    States: {
      'Is the record complete?': ask({
        functionArn,
        question: about({ task: 'check-record' }),
        keep: { at: '$.record', fields: ['waitingFor'] },
        onward: { next: 'What does the batch wait for?' },
      }),
      'What does the batch wait for?': {
        Type: 'Choice',
        Choices: [
          waitsFor('record', 'Wait for the record to be completed'),
          waitsFor('review', 'Wait for the exceptions to be reviewed'),
          waitsFor('signature', 'Wait for the quality signature'),
        ],
        Default: stopped,
      },
      'Wait for the record to be completed': wait('record', null, 'Is the record complete?'),
      'Wait for the exceptions to be reviewed': wait('review', null, 'Is the record complete?'),
      'Wait for the quality signature': wait('signature', '$.decision', 'Apply the decision to the lots'),
      'Remind quality': step(
        { task: 'remind', 'waitingFor.$': '$.record.waitingFor' },
        { next: 'Is the record complete?' },
      ),
      'Apply the decision to the lots': step({ task: 'apply-decision' }, { next: 'Tell the ERP' }),
      'Tell the ERP': step({ task: 'tell-erp' }, { end: true }),
      [stopped]: fail(
        'BatchRelease.Stopped',
        'The batch could not be carried on to its release. A lot that was released or rejected stays so, and the others stay as they are; docs/runbook.md#release-workflow says how to go on from here.',
      ),
    },
  }
}
