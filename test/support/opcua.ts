import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { OPCUACertificateManager } from 'node-opcua-certificate-manager'
import { DataType, StatusCodes, VariantArrayType } from 'node-opcua-client'
import { nodesets } from 'node-opcua-nodesets'
import { OPCUAServer } from 'node-opcua-server'

/** A server with a machine of PackML, one of Machinery, and a few plain nodes. */
export interface OpcuaMachines {
  readonly port: number
  readonly nodes: Readonly<Record<NodeName, string>>
  set(name: NodeName, value: unknown, at?: Date): void
  /** From now on the node has a bad status. */
  spoil(name: NodeName, at?: Date): void
  stop(): Promise<void>
}

const types = {
  base: DataType.LocalizedText,
  machine: DataType.LocalizedText,
  execute: DataType.LocalizedText,
  item: DataType.LocalizedText,
  temperature: DataType.Float,
  speed: DataType.Double,
  good: DataType.UInt32,
  reject: DataType.UInt64,
} as const
export type NodeName = keyof typeof types

interface Node {
  readonly nodeId: { toString(): string }
  setValueFromSource(value: object, status?: object, at?: Date): void
}

export async function startOpcuaMachines(port: number): Promise<OpcuaMachines> {
  const certificates = new OPCUACertificateManager({
    rootFolder: mkdtempSync(join(tmpdir(), 'andon-opcua-')),
    automaticallyAcceptUnknownCertificate: true,
  })
  const server = new OPCUAServer({
    port,
    hostname: '127.0.0.1',
    nodeset_filename: [nodesets.standard, nodesets.di, nodesets.ia, nodesets.machinery, nodesets.packML],
    serverCertificateManager: certificates,
    userCertificateManager: certificates,
  })
  await server.initialize()
  const { addressSpace } = server.engine
  if (!addressSpace) throw new Error('The server has an address space.')
  const within = (name: string) => addressSpace.getNamespaceIndex(`http://opcfoundation.org/UA/${name}/`)
  const make = (type: string, from: string, browseName: string) => {
    const found = addressSpace.findObjectType(type, within(from))
    if (!found) throw new Error(`There is no ${type}.`)
    return found.instantiate({ browseName, organizedBy: addressSpace.rootFolder.objects }) as unknown as Machine
  }
  const slicer = make('PackMLBaseStateMachineType', 'PackML', 'Slicer')
  const press = make('MachineryItemState_StateMachineType', 'Machinery', 'Press')
  const own = addressSpace.getOwnNamespace()
  const variable = (name: keyof typeof types): Node =>
    own.addVariable({
      browseName: name,
      nodeId: `s=Plant.${name}`,
      dataType: types[name],
      organizedBy: addressSpace.rootFolder.objects,
    }) as unknown as Node
  const nodes: Record<NodeName, Node> = {
    base: slicer.currentState,
    machine: slicer.machineState.currentState,
    execute: slicer.machineState.executeState.currentState,
    item: press.currentState,
    temperature: variable('temperature'),
    speed: variable('speed'),
    good: variable('good'),
    reject: variable('reject'),
  }
  const set: OpcuaMachines['set'] = (name, value, at = new Date()) =>
    nodes[name].setValueFromSource(
      { dataType: types[name], arrayType: VariantArrayType.Scalar, value: textual(name, value) },
      StatusCodes.Good,
      at,
    )
  await server.start()
  return {
    port,
    nodes: Object.fromEntries(Object.entries(nodes).map(([name, { nodeId }]) => [name, nodeId.toString()])) as Record<
      NodeName,
      string
    >,
    set,
    spoil: (name, at = new Date()) =>
      nodes[name].setValueFromSource({ dataType: DataType.Null }, StatusCodes.BadSensorFailure, at),
    stop: () => server.shutdown(0),
  }
}

interface Machine {
  readonly currentState: Node
  readonly machineState: { readonly currentState: Node; readonly executeState: { readonly currentState: Node } }
}

const textual = (name: NodeName, value: unknown): unknown =>
  types[name] === DataType.LocalizedText ? { text: value, locale: 'en' } : value
