/** What an entry of a calendar is known by: the id that the file it came from gave it, or its first day. Apart from its schema, for code without one. */
export const dayKey = ({ uid, from }: { readonly uid?: string | undefined; readonly from: string }): string =>
  uid ?? from
