/** A sentence for the person at the terminal: what is wrong, and the remedy. It ends the command without a stack trace. */
export class Mistake extends Error {
  override readonly name = 'Mistake'
}
