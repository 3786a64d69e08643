/** Addresses of workers, for browsers that load them only from somebody who answers for them. */

type Policy = { createScriptURL(address: string): string }
type Factory = {
  createPolicy(name: string, rules: { createScriptURL(address: string): string }): Policy
}

const factory = Reflect.get(globalThis, 'trustedTypes') as Factory | undefined
const policy = factory?.createPolicy('mudstream-workers', {
  createScriptURL(address) {
    if (!/^\/[\w./-]+\.js$/.test(address)) throw new Error('not a script of this server')
    return address
  },
})

export const workerAddress = (address: string): string =>
  policy ? policy.createScriptURL(address) : address
