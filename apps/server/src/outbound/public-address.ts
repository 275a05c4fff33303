import type { LookupAddress } from 'node:dns'
import type { LookupFunction } from 'node:net'
import ipaddr from 'ipaddr.js'

const globalUnicast = ipaddr.parseCIDR('2000::/3') as [ipaddr.IPv6, number]

/**
 * Whether an address is one of the internet: neither this machine nor its network, no cloud's metadata, nothing that stands for an IPv4
 * address in another form.
 */
export const isPublicAddress = (address: string): boolean => {
  if (!ipaddr.isValid(address)) return false
  const parsed = ipaddr.process(address)
  if (parsed.range() !== 'unicast') return false
  return parsed.kind() === 'ipv4' || (parsed as ipaddr.IPv6).match(globalUnicast)
}

export class PrivateTarget extends Error {
  override name = 'PrivateTarget'
  constructor() {
    super('the address is not a public one')
  }
}

type Answered = (error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family?: number) => void

/** Looks names up as `lookup` does, and gives public addresses only: what is checked is what is connected to, whatever a second question would answer. */
export const publicLookup =
  (lookup: LookupFunction): LookupFunction =>
  (hostname, options, callback) => {
    const answered: Answered = (error, found, family = 0) => {
      if (error !== null) return callback(error, [])
      const all = typeof found === 'string' ? [{ address: found, family }] : found
      const open = all.filter(({ address }) => isPublicAddress(address))
      const [first] = open
      if (first === undefined) return callback(new PrivateTarget(), [])
      return options.all === true ? callback(null, open) : callback(null, first.address, first.family)
    }
    lookup(hostname, { ...options, all: true }, answered)
  }
