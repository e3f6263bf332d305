/** Whether a link leads to the console's own files. The content policy of the page lets in no picture from elsewhere, which would learn who works at what. */
export const isOwn = (href: string): boolean => new URL(href, location.href).origin === location.origin
