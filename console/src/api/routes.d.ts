declare module 'virtual:routes' {
  /** The routes without their schemas, which only types need: see routes-of-plant.ts. */
  export const routes: typeof import('../../../functions/served.ts').siteRoutes
}
