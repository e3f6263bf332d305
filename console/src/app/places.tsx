import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import {
  BookOpenText,
  Boxes,
  ChartGantt,
  ClipboardCheck,
  Factory,
  FileSearch,
  FlaskConical,
  Gauge,
  Hourglass,
  ListOrdered,
  type LucideIcon,
  ScanBarcode,
  ScrollText,
  Settings,
  ShieldAlert,
  Users,
  Wrench,
} from 'lucide-react'
import type { Operation } from '../api/client.ts'

/** A place in the rail: its word, its sign, and the operation without which there is nothing to see there. */
export interface Place {
  readonly to: string
  readonly word: MessageDescriptor
  readonly icon: LucideIcon
  readonly needs: Operation
}

export const places: readonly Place[] = [
  { to: '/', word: msg`Live picture`, icon: Factory, needs: 'getBoard' },
  { to: '/terminal', word: msg`Terminal`, icon: ScanBarcode, needs: 'startStep' },
  { to: '/orders', word: msg`Orders`, icon: ListOrdered, needs: 'listOrders' },
  { to: '/schedule', word: msg`Schedule`, icon: ChartGantt, needs: 'getSchedule' },
  { to: '/stock', word: msg`Stock`, icon: Boxes, needs: 'listStock' },
  { to: '/materials', word: msg`Materials`, icon: FlaskConical, needs: 'listMaterials' },
  { to: '/equipment', word: msg`Equipment`, icon: Wrench, needs: 'listEquipment' },
  { to: '/shifts', word: msg({ message: 'Shift', context: 'place' }), icon: Gauge, needs: 'getShift' },
  { to: '/people', word: msg`People`, icon: Users, needs: 'listPersons' },
  { to: '/due', word: msg({ message: 'Due', context: 'list' }), icon: Hourglass, needs: 'listDue' },
  { to: '/recipes', word: msg`Recipes`, icon: BookOpenText, needs: 'listRecipes' },
  { to: '/quality', word: msg`Quality`, icon: ShieldAlert, needs: 'listDeviations' },
  { to: '/batches', word: msg`Batches`, icon: ClipboardCheck, needs: 'listBatches' },
  { to: '/audit', word: msg`Audit trail`, icon: FileSearch, needs: 'verifyAudit' },
  { to: '/facts', word: msg`Facts`, icon: ScrollText, needs: 'getAudit' },
  { to: '/administration', word: msg`Administration`, icon: Settings, needs: 'listDeadLetters' },
]
