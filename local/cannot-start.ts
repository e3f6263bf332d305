/** A sentence for the person at the terminal: what is wrong, where, and the remedy. It ends the start without a stack trace. */
export class CannotStart extends Error {
  override readonly name = 'CannotStart'
}
