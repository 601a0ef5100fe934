import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { ACCESS_RULE } from './access.decorator.js';

const NEST_PATH = 'path';
const NEST_METHOD = 'method';

/** Refuses to boot while any HTTP handler has no access rule: forgetting must not open a door. */
@Injectable()
export class DenyByDefault implements OnApplicationBootstrap {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  onApplicationBootstrap(): void {
    const open = this.discovery.getControllers().flatMap((wrapper) => {
      const { instance, metatype } = wrapper as { instance: object | null; metatype: unknown };
      if (!instance || typeof metatype !== 'function') return [];
      const prototype = Object.getPrototypeOf(instance) as Record<string, unknown>;
      return this.scanner
        .getAllMethodNames(prototype)
        .map((name) => ({ name, method: prototype[name] as () => unknown }))
        .filter(({ method }) => isHandler(method))
        .filter(({ method }) => !this.reflector.getAllAndOverride(ACCESS_RULE, [method, metatype]))
        .map(({ name }) => `${metatype.name}.${name}`);
    });
    if (open.length > 0) {
      throw new Error(`Handlers without an access rule: ${open.join(', ')}`);
    }
  }
}

function isHandler(method: unknown): method is () => unknown {
  return (
    typeof method === 'function' &&
    Reflect.hasMetadata(NEST_PATH, method) &&
    Reflect.hasMetadata(NEST_METHOD, method)
  );
}
