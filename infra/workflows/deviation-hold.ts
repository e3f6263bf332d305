import { ask, type Definition, fail, type Onward, stopped, waitFor } from './states.ts'

/**
 * From a deviation to its close. Input: `{ deviationId, site }`. The function knows the severity and sets the length of each wait; after each wait
 * without an answer it escalates and waits again, without limit.
 */
export function deviationHold(functionArn: string): Definition {
  const about = (question: Readonly<Record<string, string>>) => ({ ...question, 'deviationId.$': '$.deviationId' })
  const step = (question: Readonly<Record<string, string>>, onward: Onward) =>
    ask({ functionArn, question: about(question), onward })
  const patient = (question: Readonly<Record<string, string>>, next: string) =>
    ask({
      functionArn,
      question: about(question),
      keep: { at: '$.waiting', fields: ['patienceSeconds'] },
      onward: { next },
    })

  return {
    Comment: 'Waits for the signed disposition of a deviation, which holds its subject, and carries it out.',
    StartAt: 'Tell the floor to stop',
    States: {
      'Tell the floor to stop': patient({ task: 'tell-the-floor', command: 'hold' }, 'Wait for the classification'),
      'Wait for the classification': waitFor({
        functionArn,
        question: about({ waitingFor: 'classification' }),
        patience: '$.waiting.patienceSeconds',
        keepAt: '$.waiting',
        late: 'Escalate the classification',
        next: 'Wait for the signed disposition',
      }),
      'Escalate the classification': patient(
        { task: 'escalate', waitingFor: 'classification' },
        'Wait for the classification',
      ),
      'Wait for the signed disposition': waitFor({
        functionArn,
        question: about({ waitingFor: 'disposition' }),
        patience: '$.waiting.patienceSeconds',
        keepAt: '$.decision',
        late: 'Escalate the disposition',
        next: 'Apply the signed disposition',
      }),
      'Escalate the disposition': patient(
        { task: 'escalate', waitingFor: 'disposition' },
        'Wait for the signed disposition',
      ),
      'Apply the signed disposition': step({ task: 'apply-disposition' }, { next: 'Is a corrective action due?' }),
      'Is a corrective action due?': {
        Type: 'Choice',
        Choices: [
          {
            And: [
              { Variable: '$.decision.capaRequired', IsPresent: true },
              { Variable: '$.decision.capaRequired', BooleanEquals: true },
            ],
            Next: 'Record that a corrective action is due',
          },
        ],
        Default: 'Tell the floor that the hold is over',
      },
      'Record that a corrective action is due': step(
        { task: 'require-capa' },
        { next: 'Tell the floor that the hold is over' },
      ),
      'Tell the floor that the hold is over': step(
        { task: 'tell-the-floor', command: 'release' },
        { next: 'Close the deviation' },
      ),
      'Close the deviation': step({ task: 'close' }, { end: true }),
      [stopped]: fail(
        'DeviationHold.Stopped',
        'The deviation could not be carried on. Whatever it holds stays held; docs/runbook.md#quality-workflow says how to go on from here.',
      ),
    },
  }
}
