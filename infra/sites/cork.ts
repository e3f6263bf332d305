import type { Site } from './site.ts'

export const cork: Site = {
  site: 'cork',
  kind: 'discrete',
  timeZone: 'Europe/Dublin',
  region: 'eu-west-1',
}
