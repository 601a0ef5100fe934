import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { PlatformAccess } from '../access/access.decorator.js';
import { ApiAccessProblems } from '../problems/api-problems.decorator.js';
import { ClockAdvance } from './clock-advance.js';
import { MoveClockDto } from './dto/move-clock.dto.js';
import { clockMoveView, SandboxClockDto, SandboxClockMoveDto } from './dto/sandbox-clock.view.js';
import { moveTarget } from './move-target.js';

@ApiTags('Sandbox')
@Controller('sandbox/clock')
export class SandboxClockController {
  constructor(private readonly advance: ClockAdvance) {}

  @Get()
  @PlatformAccess('platform.admin')
  @ApiOperation({
    operationId: 'getSandboxClock',
    summary: 'Read the time of this installation',
    description: 'Does not exist in production or with a live key of the payment provider.',
  })
  @ApiOkResponse({ type: SandboxClockDto })
  @ApiAccessProblems()
  read(): SandboxClockDto {
    return { now: this.advance.movable.now().toISOString() };
  }

  @Post()
  @HttpCode(200)
  @PlatformAccess('platform.admin')
  @ApiOperation({
    operationId: 'moveSandboxClock',
    summary: 'Move the clock forward and run what falls due',
    description:
      'Stops wherever a job has something to do, runs it, and lets events and news of the payment ' +
      'provider arrive before it goes on. When it answers, every process on this database shows ' +
      'the new time. Does not exist in production or with a live key of the payment provider.',
  })
  @ApiOkResponse({ type: SandboxClockMoveDto })
  @ApiAccessProblems('clock-is-moving', 'clock-goes-forward')
  async move(@Body() body: MoveClockDto): Promise<SandboxClockMoveDto> {
    // Where there is no such clock, nothing is said about the body either.
    void this.advance.movable;
    return clockMoveView(await this.advance.move(moveTarget(body), body.jobs ?? 'run'));
  }
}
