import { lookup, type LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type PurserConfig } from '@purser/platform';
import ipaddr from 'ipaddr.js';

/** The only part of IPv6 that is given out to the public. */
const PUBLIC_IPV6 = ipaddr.IPv6.parseCIDR('2000::/3');

/** The address is not one that webhooks may go to. */
export class AddressRefused extends Error {
  constructor(address: string) {
    super(`${address} is not a public address`);
  }
}

/** Asks the system what addresses a name has. Tests put another in its place. */
@Injectable()
export class NameResolver {
  resolve(hostname: string): Promise<LookupAddress[]> {
    return new Promise((resolve, reject) => {
      lookup(hostname, { all: true }, (error, addresses) =>
        error ? reject(error) : resolve(addresses),
      );
    });
  }
}

/**
 * Keeps webhooks out of our own network. It is asked when a connection is made, with the address
 * that is then connected to: a name that resolves otherwise a moment later changes nothing.
 */
@Injectable()
export class AddressGuard {
  /** Whether loopback and private addresses are allowed. */
  readonly allowsPrivate: boolean;

  constructor(
    @Inject(CONFIG) config: PurserConfig,
    private readonly names: NameResolver,
  ) {
    const unsaid = config.sandbox ? 'allow' : 'refuse';
    this.allowsPrivate = (config.WEBHOOK_PRIVATE_ADDRESSES ?? unsaid) === 'allow';
  }

  /** @throws AddressRefused */
  check(address: string): void {
    if (!this.allowsPrivate && !isPublicAddress(address)) throw new AddressRefused(address);
  }

  /** Checks a host that is an address already: those are connected to without being looked up. */
  checkLiteral(hostname: string): void {
    const host = bare(hostname);
    if (isIP(host) !== 0) this.check(host);
  }

  /** `lookup` of a socket: one private address among several is enough to refuse the name. */
  readonly lookup: LookupFunction = (hostname, options, callback) => {
    this.names.resolve(hostname).then(
      (addresses) => {
        try {
          for (const { address } of addresses) this.check(address);
        } catch (error) {
          return callback(error as Error, '');
        }
        const [first] = addresses;
        if (!first) return callback(new Error(`${hostname} has no address`), '');
        if (options.all === true) return callback(null, addresses);
        return callback(null, first.address, first.family);
      },
      (error: unknown) => callback(error as Error, ''),
    );
  };
}

/** Whether an address belongs to the public internet, and not to a machine, network or protocol. */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  // An IPv4 address that is written as IPv6 is judged as what it is.
  const parsed = ipaddr.process(address);
  if (parsed.range() !== 'unicast') return false;
  return parsed.kind() === 'ipv4' || parsed.match(PUBLIC_IPV6);
}

/** Whether a host of a URL is this very machine. */
export function isLoopbackHost(hostname: string): boolean {
  const host = bare(hostname);
  if (host === 'localhost' || host.endsWith('.localhost')) return true;
  return isIP(host) !== 0 && ipaddr.process(host).range() === 'loopback';
}

function bare(hostname: string): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}
