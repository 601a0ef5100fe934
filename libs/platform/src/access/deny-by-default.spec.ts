import { Controller, Get, type Type } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { Access, Authenticated, PlatformAccess, Public } from './access.decorator.js';
import { DenyByDefault } from './deny-by-default.js';

@Controller('guarded')
class Guarded {
  @Get('a')
  @Public()
  a(): string {
    return 'a';
  }

  @Get('b')
  @Authenticated()
  b(): string {
    return 'b';
  }

  @Get('c')
  @Access('tokens.view', 'param')
  c(): string {
    return 'c';
  }

  notAHandler(): string {
    return 'd';
  }
}

@Controller('forgotten')
class Forgotten {
  @Get('open')
  open(): string {
    return 'open';
  }

  @Get('closed')
  @Public()
  closed(): string {
    return 'closed';
  }
}

@Controller('covered')
@PlatformAccess('platform.admin')
class CoveredByItsClass {
  @Get()
  list(): string {
    return 'list';
  }
}

async function boot(controllers: Type[]): Promise<void> {
  const module = await Test.createTestingModule({
    imports: [DiscoveryModule],
    controllers,
    providers: [DenyByDefault],
  }).compile();
  await module.init();
  await module.close();
}

describe('DenyByDefault', () => {
  it('boots when every handler, or its class, has a rule', async () => {
    await expect(boot([Guarded, CoveredByItsClass])).resolves.toBeUndefined();
  });

  it('refuses to boot and names the handler that has none', async () => {
    await expect(boot([Guarded, Forgotten])).rejects.toThrow(/: Forgotten\.open$/);
  });
});
