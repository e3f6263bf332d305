import { Trans } from '@lingui/react/macro'
import { createRootRoute, createRoute, createRouter, Link, lazyRouteComponent } from '@tanstack/react-router'
import '../look/asked.css'
import { Refusal } from '../look/refusal.tsx'
import { wordsOf } from '../words/language.ts'
import { Frame } from './frame.tsx'

const root = createRootRoute({
  component: Frame,
  notFoundComponent: () => (
    <p className="nothing">
      <Trans>There is no such page.</Trans>{' '}
      <Link to="/">
        <Trans>To the live picture</Trans>
      </Link>
    </p>
  ),
  errorComponent: ({ error }) => (
    <div className="nothing">
      <Refusal of={error instanceof Error ? error : new Error(String(error))} />
    </div>
  ),
})

/**
 * A screen of the console: its address, its folder in screens/, and what is loaded when somebody goes there, its words with it. What a screen keeps in
 * its query stays as text.
 */
const screen = <const Path extends string, Parts extends Record<string, unknown>, Name extends keyof Parts & string>(
  path: Path,
  folder: string,
  load: () => Promise<Parts>,
  name: Name,
) =>
  createRoute({
    getParentRoute: () => root,
    path,
    component: lazyRouteComponent(async () => (await Promise.all([load(), wordsOf(folder)]))[0], name),
    validateSearch: (search: Record<string, unknown>): Readonly<Record<string, string>> =>
      Object.fromEntries(Object.entries(search).map(([key, value]) => [key, String(value)])),
  })

const livePicture = () => import('../screens/live-picture/live-picture.tsx')

export const router = createRouter({
  routeTree: root.addChildren([
    screen('/', 'live-picture', livePicture, 'LivePicture'),
    screen('/board', 'live-picture', livePicture, 'Board'),
    screen('/terminal', 'terminal', () => import('../screens/terminal/pick.tsx'), 'PickWorkCenter'),
    screen('/terminal/$workCenter', 'terminal', () => import('../screens/terminal/terminal.tsx'), 'Terminal'),
    screen('/orders', 'orders', () => import('../screens/orders/orders.tsx'), 'Orders'),
    screen('/orders/new', 'orders', () => import('../screens/orders/new-order.tsx'), 'NewOrder'),
    screen('/orders/$orderId', 'orders', () => import('../screens/orders/order.tsx'), 'OrderPage'),
    screen('/schedule', 'schedule', () => import('../screens/schedule/schedule.tsx'), 'Schedule'),
    screen('/facts', 'facts', () => import('../screens/facts/facts.tsx'), 'Facts'),
    screen(
      '/administration',
      'administration',
      () => import('../screens/administration/administration.tsx'),
      'Administration',
    ),
    screen('/audit', 'audit', () => import('../screens/audit/audit.tsx'), 'Audit'),
    screen('/shipments/$shipmentId', 'shipments', () => import('../screens/shipments/shipment.tsx'), 'ShipmentPage'),
    screen('/quality', 'quality', () => import('../screens/quality/deviations.tsx'), 'QualityDesk'),
    screen('/deviations/$deviationId', 'quality', () => import('../screens/quality/deviation.tsx'), 'DeviationPage'),
    screen('/holds/$holdId', 'quality', () => import('../screens/quality/hold.tsx'), 'HoldPage'),
    screen('/batches', 'batches', () => import('../screens/batches/batches.tsx'), 'Batches'),
    screen('/batches/$orderId', 'batches', () => import('../screens/batches/review.tsx'), 'Review'),
    screen('/stock', 'stock', () => import('../screens/stock/stock.tsx'), 'Stock'),
    screen('/lots', 'stock', () => import('../screens/stock/lots.tsx'), 'Lots'),
    screen('/lots/receive', 'stock', () => import('../screens/stock/receive.tsx'), 'Receive'),
    screen('/lots/$lotId', 'stock', () => import('../screens/stock/lot.tsx'), 'LotPage'),
    screen('/units/$materialId/$serial', 'stock', () => import('../screens/stock/unit.tsx'), 'UnitPage'),
    screen('/lots/$lotId/trace', 'genealogy', () => import('../screens/genealogy/trace.tsx'), 'TracePage'),
    screen('/containers', 'stock', () => import('../screens/stock/containers.tsx'), 'Containers'),
    screen('/containers/$containerId', 'stock', () => import('../screens/stock/container.tsx'), 'ContainerPage'),
    screen('/recipes', 'recipes', () => import('../screens/recipes/recipes.tsx'), 'Recipes'),
    screen('/recipes/$recipeId', 'recipes', () => import('../screens/recipes/recipes.tsx'), 'RecipePage'),
    screen(
      '/recipes/$recipeId/versions/$version',
      'recipes',
      () => import('../screens/recipes/version.tsx'),
      'VersionPage',
    ),
    screen(
      '/recipes/$recipeId/versions/$version/changes',
      'recipes',
      () => import('../screens/recipes/changes.tsx'),
      'ChangesPage',
    ),
    screen('/equipment', 'equipment', () => import('../screens/equipment/equipment.tsx'), 'EquipmentTree'),
    screen(
      '/equipment/$equipmentId',
      'equipment',
      () => import('../screens/equipment/equipment-page.tsx'),
      'EquipmentPage',
    ),
    screen('/shifts', 'performance', () => import('../screens/performance/shift.tsx'), 'ShiftNow'),
    screen('/shifts/$date/$shift', 'performance', () => import('../screens/performance/shift.tsx'), 'ShiftPage'),
    screen('/people', 'people', () => import('../screens/people/people.tsx'), 'People'),
    screen('/people/$personId', 'people', () => import('../screens/people/person.tsx'), 'PersonPage'),
    screen('/materials', 'materials', () => import('../screens/materials/materials.tsx'), 'Materials'),
    screen('/materials/$materialId', 'materials', () => import('../screens/materials/material.tsx'), 'MaterialPage'),
    screen(
      '/recipes/$recipeId/versions/$version/edit',
      'recipes',
      () => import('../screens/recipes/editor/edit.tsx'),
      'EditPage',
    ),
    screen('/due', 'due', () => import('../screens/due/due.tsx'), 'Due'),
  ]),
  defaultPreload: 'intent',
  scrollRestoration: true,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
