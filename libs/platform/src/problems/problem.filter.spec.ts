import { Body, Controller, Get, Post } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { IsInt } from 'class-validator';
import { IdempotencyInProgress } from '../idempotency/idempotency.errors.js';
import { NotAuthenticated } from './domain-error.js';
import { ProblemFilter } from './problem.filter.js';
import { validationPipe } from './validation.js';

class Order {
  @IsInt({ message: 'must be a whole number' })
  amount: number;
}

@Controller()
class Shop {
  @Get('closed')
  closed(): never {
    throw new NotAuthenticated();
  }

  @Get('busy')
  busy(): never {
    throw new IdempotencyInProgress();
  }

  @Get('broken')
  broken(): never {
    throw new Error('password=hunter2');
  }

  @Get('away')
  away(): never {
    throw Object.assign(new Error('connect ECONNREFUSED 10.0.0.7:5432'), { code: 'ECONNREFUSED' });
  }

  @Post('orders')
  order(@Body() order: Order): Order {
    return order;
  }
}

describe('ProblemFilter', () => {
  let app: NestFastifyApplication;

  beforeAll(async () => {
    const module = await Test.createTestingModule({ controllers: [Shop] }).compile();
    app = module.createNestApplication<NestFastifyApplication>(
      new FastifyAdapter({ bodyLimit: 1_000 }),
    );
    app.useLogger(false);
    app.useGlobalFilters(new ProblemFilter());
    app.useGlobalPipes(validationPipe());
    await app.init();
  });

  afterAll(() => app.close());

  const post = (payload: string, type = 'application/json') =>
    app.inject({ method: 'POST', url: '/orders', payload, headers: { 'content-type': type } });

  it('asks to come again while the database is away, without saying where it is', async () => {
    const answer = await app.inject('/away');
    expect(answer.statusCode).toBe(503);
    expect(answer.headers['retry-after']).toBe('1');
    expect(answer.json()).toMatchObject({ type: '/problems/overloaded', status: 503 });
    expect(answer.body).not.toContain('10.0.0.7');
  });

  it('answers problem+json with the request id and without the query', async () => {
    const answer = await app.inject('/broken?token=secret');
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(answer.statusCode).toBe(500);
    expect(answer.json()).toMatchObject({ instance: '/broken', requestId: expect.any(String) });
    expect(answer.body).not.toMatch(/hunter2|secret/);
  });

  it('sends the headers that go with a status', async () => {
    expect((await app.inject('/closed')).headers['www-authenticate']).toBe('Bearer');
    expect((await app.inject('/busy')).headers['retry-after']).toBe('1');
  });

  it('covers what never reaches a handler', async () => {
    expect((await app.inject('/nowhere')).json()).toMatchObject({ type: '/problems/not-found' });
    expect((await post('{"amount":')).json()).toMatchObject({ type: '/problems/malformed-json' });
    expect((await post('<a/>', 'text/xml')).json()).toMatchObject({
      type: '/problems/unsupported-media-type',
    });
    const large = JSON.stringify({ amount: 1, filler: 'x'.repeat(2_000) });
    expect((await post(large)).json()).toMatchObject({ type: '/problems/payload-too-large' });
  });

  it.each([
    ['{"amount":"5"}', '/amount', 'must be a whole number'],
    ['{"amount":5,"colour":"red"}', '/colour', 'property colour should not exist'],
    ['{}', '/amount', 'must be a whole number'],
  ])('points at the fault of %s', async (body, pointer, detail) => {
    const answer = await post(body);
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({
      type: '/problems/invalid-request',
      errors: [{ pointer, detail }],
    });
  });

  it('lets a good body through', async () => {
    expect((await post('{"amount":5}')).json()).toEqual({ amount: 5 });
  });
});
