import { Trans, useLingui } from '@lingui/react/macro'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { read, type Told } from '../../api/client.ts'
import { useHere } from '../../api/plant.tsx'
import { Asked } from '../../look/asked.tsx'
import { Button } from '../../look/button.tsx'
import { Choice } from '../../look/field.tsx'
import { IdLink } from '../../look/id-link.tsx'
import { When } from '../../look/marks.tsx'
import { type Look, StateSign } from '../../look/state.tsx'

type Execution = Told<'listExecutions'>['items'][number]
const workflows = ['batch-release', 'deviation-hold', 'hold-spread'] as const
type Workflow = (typeof workflows)[number]
const statuses = ['running', 'succeeded', 'failed', 'timed-out', 'aborted'] as const

const looks: Readonly<Record<Execution['status'], Look>> = {
  running: 'running',
  succeeded: 'rest',
  failed: 'stopped',
  'timed-out': 'stopped',
  aborted: 'waiting',
}

/** The executions of one workflow, the newest first, each with the way to what it is about, where its workflow is drawn. */
export function Executions() {
  const { t } = useLingui()
  const { plant } = useHere()
  const navigate = useNavigate()
  const search: { readonly workflow?: string; readonly status?: string } = useSearch({ strict: false })
  const workflow = workflows.find((it) => it === search.workflow) ?? 'batch-release'
  const status = statuses.find((it) => it === search.status)
  const change = (next: object) =>
    void navigate({ to: '.', search: (before: object) => ({ ...before, ...next }), replace: true })
  const words: Readonly<Record<Execution['status'], string>> = {
    running: t`Running`,
    succeeded: t`Ended`,
    failed: t`Failed`,
    'timed-out': t`Ran out of time`,
    aborted: t`Stopped by hand`,
  }
  const names: Readonly<Record<Workflow, string>> = {
    'batch-release': t`Release of batches`,
    'deviation-hold': t`Deviations and their holds`,
    'hold-spread': t`Holds carried on`,
  }
  const executions = useInfiniteQuery({
    queryKey: ['order', 'executions', workflow, status],
    queryFn: ({ pageParam }) =>
      read(
        plant.listExecutions({
          workflow,
          limit: '50',
          ...(status && { status }),
          ...(pageParam !== '' && { cursor: pageParam }),
        }),
      ),
    initialPageParam: '',
    getNextPageParam: ({ nextCursor }) => nextCursor,
  })
  return (
    <>
      <div className="execution-filters">
        <Choice
          label={t`Workflow`}
          value={workflow}
          onChange={(it) => change({ workflow: it })}
          options={workflows.map((id) => ({ id, word: names[id] }))}
        />
        <Choice
          label={t`State`}
          value={status ?? ''}
          onChange={(it) => change({ status: it })}
          options={[{ id: '', word: t`All` }, ...statuses.map((id) => ({ id, word: words[id] }))]}
        />
      </div>
      <Asked
        of={executions}
        empty={{
          when: ({ pages }) => pages.every(({ items }) => items.length === 0),
          say: <Trans>No execution is like that.</Trans>,
        }}
      >
        {({ pages }) => (
          <>
            <ul className="executions" aria-label={names[workflow]}>
              {pages
                .flatMap(({ items }) => items)
                .map((it) => (
                  <li key={it.executionId}>
                    <About of={it} workflow={workflow} />
                    <StateSign look={looks[it.status]} word={words[it.status]} />
                    <span>
                      <When at={it.startedAt} withSeconds />
                      {it.stoppedAt !== undefined && (
                        <>
                          {' – '}
                          <When at={it.stoppedAt} withSeconds />
                        </>
                      )}
                    </span>
                    {(it.status === 'failed' || it.status === 'timed-out') && (
                      <p className="label">
                        <Trans>
                          It goes on only when it is started again, as the runbook says: {runbooks[workflow]}
                        </Trans>
                      </p>
                    )}
                  </li>
                ))}
            </ul>
            {executions.hasNextPage && (
              <Button isBusy={executions.isFetchingNextPage} onPress={() => void executions.fetchNextPage()}>
                {t`Show the next`}
              </Button>
            )}
          </>
        )}
      </Asked>
    </>
  )
}

const runbooks: Readonly<Record<Workflow, string>> = {
  'batch-release': 'release-workflow',
  'deviation-hold': 'quality-workflow',
  'hold-spread': 'spread-workflow',
}

const subjects = { 'batch-release': 'batch', 'deviation-hold': 'deviation', 'hold-spread': 'hold' } as const

/** An execution has the name of its subject; of a hold, with what began it. One that was started again has a further name behind. */
function About({ of, workflow }: { readonly of: Execution; readonly workflow: Workflow }) {
  const id = of.executionId.replace(/\.(placed|released|again-\d+)$/, '')
  return (
    <IdLink type={subjects[workflow]} id={id}>
      {of.executionId}
    </IdLink>
  )
}
