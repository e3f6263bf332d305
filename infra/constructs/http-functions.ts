/** Permissions of a function that answers over HTTP, and what the plant cannot do while it fails. */
export interface HttpFunction {
  readonly errorImpact: string
  /** `reads` for functions that change nothing. */
  readonly access: 'reads' | 'writes'
  /** Whether it verifies the tokens of signatures itself. */
  readonly signs: boolean
  /** Seconds; default: that of `Handler`. */
  readonly timeout?: number
}

export const httpFunctions: Readonly<Record<string, HttpFunction>> = {
  administration: {
    errorImpact: 'Nobody sees in the console what was put aside, nor gives it back; the runbook does both by hand.',
    access: 'reads',
    signs: false,
  },
  definitions: {
    errorImpact:
      'Nobody can define or approve recipes, materials, equipment or people; what is defined is still in force.',
    access: 'writes',
    signs: true,
  },
  orders: {
    errorImpact: 'No order, step, consumption or result can be recorded: the floor must stop or go on on paper.',
    access: 'writes',
    signs: true,
  },
  schedule: {
    errorImpact: 'Nobody sees what comes next, or which order will be late; the floor works on what it knows.',
    access: 'reads',
    signs: false,
  },
  changes: {
    errorImpact: 'Orders that are under way cannot be changed to another version; the work itself goes on as it is.',
    access: 'writes',
    signs: true,
  },
  weighing: {
    errorImpact: 'Nothing can be weighed, checked or verified at the scales: dispensing must stop or go on on paper.',
    access: 'writes',
    signs: true,
  },
  labels: {
    errorImpact: 'No label can be printed; what was weighed is on record, and its labels can be printed later.',
    access: 'reads',
    signs: false,
  },
  stock: {
    errorImpact: 'Lots cannot be received, split, moved, counted or shipped; what orders draw is still recorded.',
    access: 'writes',
    signs: true,
  },
  containers: {
    errorImpact: 'Nothing can be packed, unpacked or shipped in containers, and no code can be looked up.',
    access: 'writes',
    signs: false,
  },
  genealogy: {
    errorImpact: 'Lots cannot be traced and a recall cannot be answered; quality can still hold a lot.',
    access: 'writes',
    signs: true,
    // The timeout of API Gateway: a raw material may be in tens of thousands of lots.
    timeout: 29,
  },
  equipment: {
    errorImpact:
      'Nobody can call for help or answer a call over the terminals, and states of machines cannot be read; what machines send is still recorded.',
    access: 'writes',
    signs: false,
  },
  maintenance: {
    errorImpact:
      'No maintenance can be opened, started or completed, and equipment that it has taken stays locked out; the other equipment works on.',
    access: 'writes',
    signs: true,
  },
  labour: {
    errorImpact: 'Nobody can clock on or off, and hours cannot be read; the work itself goes on.',
    access: 'writes',
    signs: false,
  },
  quality: {
    errorImpact: 'Holds cannot be placed or released and deviations cannot be worked on: what is held stays held.',
    access: 'writes',
    signs: true,
  },
  release: {
    errorImpact: 'Batch records cannot be read, reviewed or signed: nothing can be released to market.',
    access: 'writes',
    signs: true,
  },
  erp: {
    errorImpact: 'The ERP can neither send orders nor fetch performance; its messages have to be sent again.',
    access: 'writes',
    signs: false,
  },
  live: {
    errorImpact: 'The boards of the plant show nothing new; the work itself goes on.',
    access: 'reads',
    signs: false,
  },
}
