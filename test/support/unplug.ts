// Loaded into a host with `node --import`: while the file named by CHIRP_TEST_UNPLUGGED exists, no connection can be made and the open ones are
// gone, as when the cable is pulled. Connections that come in (the browser's) are left alone.
import { existsSync, watchFile } from 'node:fs'
import { Socket } from 'node:net'

const flag = process.env['CHIRP_TEST_UNPLUGGED']
if (flag !== undefined) {
  const open = new Set<Socket>()
  // Every way out of Node (http, undici, tls) ends in this method.
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called below with its own `this`
  const connect = Socket.prototype.connect
  Socket.prototype.connect = function (this: Socket, ...parameters: unknown[]): Socket {
    if (existsSync(flag)) {
      process.nextTick(() => this.destroy(Object.assign(new Error('connect ENETUNREACH'), { code: 'ENETUNREACH', syscall: 'connect' })))
      return this
    }
    open.add(this)
    this.once('close', () => open.delete(this))
    return Reflect.apply(connect, this, parameters) as Socket
  }
  watchFile(flag, { interval: 50, persistent: false }, () => {
    if (existsSync(flag)) for (const socket of open) socket.destroy()
  })
}
