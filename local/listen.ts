import { type AddressInfo, createServer, type Server } from 'node:net'
import { CannotStart } from './cannot-start.ts'

/**
 * Opens a server on this machine, and answers its port.
 * @throws CannotStart when the port cannot be had
 */
export async function listen(server: Server, port: number, flag: string): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new CannotStart(`Port ${port} is already in use; stop what uses it, or choose another with ${flag}.`)
          : new CannotStart(`Port ${port} cannot be opened (${error.code}); choose another with ${flag}.`),
      ),
    )
    server.listen(port, '127.0.0.1', resolve)
  })
  return (server.address() as AddressInfo).port
}

/**
 * Opens the port and closes it again: whoever is to wait for something long is told before it that the port is taken.
 * @throws CannotStart when it is
 */
export async function demandFree(port: number, flag: string): Promise<void> {
  const probe = createServer()
  await listen(probe, port, flag)
  await new Promise((resolve) => probe.close(resolve))
}
