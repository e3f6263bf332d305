import { topics } from '../../shared/messaging/topics.ts'

export const ofSparkplug = 'spBv1.0'

/** Who speaks on a topic: an equipment, or an edge node as `group/node`. */
export interface Said {
  readonly by: string
  readonly isSample: boolean
}

const ofEdgeNodes: Readonly<Record<string, { readonly isSample: boolean }>> = {
  NBIRTH: { isSample: false },
  DBIRTH: { isSample: false },
  NDEATH: { isSample: false },
  DDEATH: { isSample: false },
  NDATA: { isSample: true },
  DDATA: { isSample: true },
}

/** What a topic of a machine says of its message; undefined if no machine publishes there. */
export function saidOn(topic: string, site: string): Said | undefined {
  const [root, first, second, third, ...rest] = topic.split('/')
  if (root === ofSparkplug) {
    const kind = ofEdgeNodes[second ?? '']
    return first && third && kind && rest.length <= 1 ? { by: `${first}/${third}`, ...kind } : undefined
  }
  if (root !== 'andon' || first !== site || !second || !third || rest.length > 0 || third === 'command')
    return undefined
  return { by: second, isSample: third === 'sample' }
}

export interface Upstream {
  readonly site: string
  readonly gateway: string
  /** The topic rule to which it publishes straight (Basic Ingest). */
  readonly rule?: string | undefined
}

/** The topic of the cloud for a message of a machine: below the gateway's own name (ADR 0081). */
export function upstreamOf(topic: string, { site, gateway, rule }: Upstream): string {
  const [root, , equipmentId = '', message = ''] = topic.split('/')
  if (root === ofSparkplug) return `andon/${site}/${gateway}/${topic}`
  const own = topics.fromGateway(site, gateway, equipmentId, message)
  return rule === undefined ? own : `$aws/rules/${rule}/${own}`
}

/** The equipment of a command of the cloud. */
export const commanded = (topic: string): string | undefined =>
  /^andon\/[^/]+\/[^/]+\/([^/]+)\/command$/.exec(topic)?.[1]
