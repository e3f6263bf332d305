import { bodyOf } from '../definitions/plant-state.ts'
import type { Floor } from './life.ts'
import type { Machine } from './machines.ts'
import { isOwn, type Shop } from './orders.ts'
import { accepted, type Visited } from './trade.ts'

/**
 * Machines do what the plant says that is done at them, whoever does it, and instruments show what somebody at a screen waits for.
 * @param shows gets the steps of visitors, at which they wait for an instrument
 */
export const followed =
  (shop: Shop, machines: readonly Machine[], shows: (steps: readonly Visited[]) => Promise<void>): Floor['follow'] =>
  async (isResting) => {
    const { staff, trade } = shop
    const plant = await staff.as('vera')
    const ask = async (status: 'running' | 'held') =>
      bodyOf(await plant.listOrders({ status, limit: '200' }), 'its orders').items
    const [running, held] = [await ask('running'), await ask('held')]
    const isHeld = (id: string) => held.some(({ orderId }) => orderId === id)
    const isOpen = (id: string) => isHeld(id) || running.some(({ orderId }) => orderId === id)
    for (const { equipmentId } of machines) {
      const { occupancies } = accepted(await plant.getMachine({ equipmentId }))
      const last = occupancies.find(({ to }) => to === undefined) ?? occupancies[0]
      if (last === undefined) continue
      if (!isOpen(last.orderId)) trade.leaves(equipmentId)
      else if (trade.holds && isHeld(last.orderId)) trade.holds(equipmentId)
      else trade.worksAt(equipmentId, last, last.to !== undefined)
    }
    const visited = running.filter(({ orderId }) => isResting || !isOwn(shop, orderId))
    const found: Visited[] = []
    for (const { orderId } of visited) {
      const { items: steps } = accepted(await plant.listSteps({ orderId }))
      found.push(...steps.filter(({ status }) => status === 'running').map((step) => ({ orderId, step, steps, plant })))
    }
    await shows(found)
  }
