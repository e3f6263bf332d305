import Big from 'big.js'
import { accepted, type Making, type Step } from './trade.ts'

interface Parts extends Pick<Making, 'stepId' | 'lotOf'> {
  /** What comes out of a hundred that were asked for. */
  readonly percent: string
  /** In how many parts it is booked, and how many seconds each takes. */
  readonly parts: () => { readonly count: number; readonly seconds: number }
  readonly decimals: number
}

/** Somebody books the output of a step part by part. */
export const inParts = ({ stepId, lotOf, percent, parts, decimals }: Parts): Making => ({
  stepId,
  lotOf,
  async book({ orderId }, plant, _step, made) {
    const { quantity } = accepted(await plant.getOrder({ orderId }))
    const whole = new Big(quantity.value).times(percent).div(100).round(decimals, 0)
    const left = whole.minus(made)
    if (left.lte(0)) return undefined
    const { count, seconds } = parts()
    const part = whole.div(count).round(decimals, 3)
    const value = (left.lt(part.times('1.5')) ? left : part).toFixed()
    accepted(
      await plant.produce({ orderId }, { stepId, lotId: lotOf(orderId), quantity: { value, unit: quantity.unit } }),
    )
    return seconds
  },
})

/** What came out of a step so far, as product or otherwise. */
export const madeIn = ({ outputs = [] }: Step, use: 'produced' | 'scrap' = 'produced'): string =>
  outputs
    .filter((it) => it.use === use)
    .reduce((sum, { value }) => sum.plus(value), new Big(0))
    .toFixed()
