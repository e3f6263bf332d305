import { PutCommand } from '@aws-sdk/lib-dynamodb'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { PersonId } from '../../events/identifiers.ts'
import { personDefinition } from '../../events/recipe.ts'
import { keyOf } from '../../shared/storage/keys.ts'
import { tableStore } from '../../shared/storage/table-store.ts'
import { ref } from '../../shared/usecases/commit/store.ts'
import { definePerson } from '../../shared/usecases/equipment/definitions.ts'
import { command, taken } from '../support/commands.ts'
import { openTable, type TestTable } from '../support/database.ts'
import { olga } from '../support/given.ts'

let table: TestTable
beforeAll(async () => {
  table = await openTable()
})
afterAll(() => table.stop())

test('a person has qualifications only if the item bears the mark that a role can be denied', async () => {
  const store = tableStore(table)
  const qualifications = [{ qualificationId: 'FORKLIFT' }]
  const definition = personDefinition.parse({ name: 'Ada', qualifications })
  taken(await definePerson(store, command(olga, definition), { personId: 'ada' as PersonId }))
  const defined = await store.load({ person: ref.person('ada') })
  expect(defined.person?.value.qualifications).toMatchObject(qualifications)

  // A past qualification counts for a late booking, so it needs the mark as well.
  const withdrawn = { ...command(olga, { ...definition, qualifications: [] }), replacesAny: true } as const
  taken(await definePerson(store, withdrawn, { personId: 'ada' as PersonId }))
  const after = await store.load({ person: ref.person('ada') })
  expect(after.person?.value.past?.former).toMatchObject([{ value: qualifications }])

  const forged = { ...keyOf(ref.person('ben')), kind: 'person', version: 1, doc: { ...after.person?.value } }
  await table.client.send(new PutCommand({ TableName: table.name, Item: forged }))
  const found = await store.load({ person: ref.person('ben') })
  expect(found.person?.value).toMatchObject({ name: 'Ada', qualifications: [] })
  expect(found.person?.value).not.toHaveProperty('past')
})
