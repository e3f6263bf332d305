import { useLingui } from '@lingui/react/macro'
import { useMutation } from '@tanstack/react-query'
import { read } from '../../api/client.ts'
import { useHere } from '../../api/plant.tsx'
import { useTell } from '../../facts/tell.ts'
import { Button } from '../../look/button.tsx'
import { csv } from '../../look/csv.ts'
import { Dialog } from '../../look/dialog.tsx'
import { Refusal } from '../../look/refusal.tsx'
import { type Column, save } from '../../look/table.tsx'
import { type AuditFact, changedBy, reasonOf } from './changed.ts'
import { kindOf } from './kinds.ts'
import type { queryOf } from './sought.ts'

/** The whole of what is searched as a file, not only what is shown: as a table for people, or as the facts themselves for a program. */
export function Export({ name, query }: { readonly name: string; readonly query: ReturnType<typeof queryOf> }) {
  const { t, i18n } = useLingui()
  const { plant, zone } = useHere()
  const tell = useTell()
  const columns: readonly Column<AuditFact>[] = [
    { id: 'recorded', head: t`Recorded (UTC)`, value: ({ recordedAt }) => recordedAt },
    { id: 'occurred', head: t`Happened (UTC)`, value: ({ occurredAt }) => occurredAt },
    { id: 'who', head: t`Who`, value: ({ actor }) => actor.name },
    { id: 'person', head: t`Number of the person`, value: ({ actor }) => actor.id },
    {
      id: 'what',
      head: t`What`,
      value: ({ type }) => {
        const kind = kindOf(type)
        return kind ? i18n._(kind) : type
      },
    },
    { id: 'told', head: t`In words`, value: (fact) => tell?.(fact) },
    { id: 'before', head: t`Before`, value: (fact) => changedBy(fact, zone, 0)?.before },
    { id: 'after', head: t`After`, value: (fact) => changedBy(fact, zone, 0)?.after },
    { id: 'reason', head: t`Reason`, value: reasonOf },
    {
      id: 'signed',
      head: t`Signed by`,
      value: ({ signatures = [] }) => signatures.map((it) => `${it.name} (${it.meaning})`).join('; '),
    },
    { id: 'about', head: t`Of`, value: ({ subject }) => `${subject.type}:${subject.id}` },
    { id: 'sequence', head: t`Place in the chain`, value: ({ sequence }) => sequence },
    { id: 'fact', head: t`Number of the fact`, value: ({ factId }) => factId },
  ]
  const { mutate, isPending, error, reset } = useMutation({
    async mutationFn(kind: 'csv' | 'json') {
      const facts: AuditFact[] = []
      for (let cursor: string | undefined, isMore = true; isMore; isMore = cursor !== undefined) {
        const page = await read(plant.getAudit({ ...query, limit: '1000', ...(cursor !== undefined && { cursor }) }))
        facts.push(...page.items)
        cursor = page.nextCursor
      }
      if (kind === 'csv') save(`audit-${name}`, csv(columns, facts))
      else save(`audit-${name}`, JSON.stringify(facts, undefined, 2), 'application/json')
    },
  })
  return (
    <>
      <Button kind="quiet" isBusy={isPending} onPress={() => mutate('csv')}>
        CSV
      </Button>
      <Button kind="quiet" isBusy={isPending} onPress={() => mutate('json')}>
        JSON
      </Button>
      <Dialog title={t`There is no file`} isOpen={error !== null} onClose={reset}>
        {error && <Refusal of={error} />}
        <div className="acts">
          <Button onPress={reset}>{t`Close`}</Button>
        </div>
      </Dialog>
    </>
  )
}
