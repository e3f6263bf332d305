import { describe, expect, it } from 'vitest'
import { asked } from '../docs/first-day.ts'
import { usePlant } from '../support/plant.ts'

const plant = usePlant()

describe('The first day', () => {
  it('goes as its page says, from the first person to the first order', async () => {
    const answers = new Map<string, unknown>()
    for (const { who, method, path, body } of asked) {
      // A signature is a new sign-in of the person in the name of its variable.
      const signer = /'"\$SIGN_(\w+)"'/.exec(body ?? '')?.[1]?.toLowerCase()
      const token = signer === undefined ? '' : await plant().token(signer)
      const sent = body === undefined ? undefined : JSON.parse(body.replaceAll(/'"\$\w+"'/g, token))
      const answer = await plant().request(who.toLowerCase(), method, path, sent)
      const text = await answer.text()
      expect(answer.ok, `${who} ${method} ${path}: ${answer.status} ${text.slice(0, 300)}`).toBe(true)
      answers.set(`${method} ${path}`, JSON.parse(text))
    }
    expect(answers.get('GET /v1/audit/verify?subject=order:O-1')).toMatchObject({ intact: true })
    expect(answers.get('GET /v1/orders/O-1/steps')).toMatchObject({
      items: [{ stepId: 'mix', canComplete: false }],
    })
    expect(answers.get('GET /v1/orders')).toMatchObject({ items: [{ orderId: 'O-1' }] })
  })
})
