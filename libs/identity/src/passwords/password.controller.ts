import {
  Body,
  Controller,
  HttpCode,
  Logger,
  Post,
  Req,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { ApiAcceptedResponse, ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiProblems, Public } from '@purser/platform';
import type { FastifyRequest } from 'fastify';
import { ForgotPasswordDto, ResetPasswordDto } from './dto/password.dto.js';
import { PasswordReset } from './password-reset.service.js';

@ApiTags('Sign-in')
@Controller('auth/password')
export class PasswordController implements OnApplicationShutdown {
  private readonly logger = new Logger(PasswordController.name);
  private readonly running = new Set<Promise<void>>();

  constructor(private readonly passwords: PasswordReset) {}

  @Post('forgot')
  @HttpCode(202)
  @Public()
  @ApiOperation({
    operationId: 'forgotPassword',
    summary: 'Ask for a link to set a password',
    description: 'The answer is the same, and as quick, whether the account exists or not.',
  })
  @ApiAcceptedResponse({ description: 'A mail is sent if the account exists.' })
  @ApiProblems('invalid-request')
  forgot(@Body() { email }: ForgotPasswordDto): void {
    // Not awaited: how long it takes would tell whether the account exists.
    const request = this.passwords
      .request(email)
      .catch((error: unknown) => this.logger.error({ err: error }, 'no reset link was made'))
      .finally(() => this.running.delete(request));
    this.running.add(request);
  }

  @Post('reset')
  @HttpCode(204)
  @Public()
  @ApiOperation({
    operationId: 'resetPassword',
    summary: 'Set a password by the token of a mailed link',
    description:
      'For forgotten passwords and invitations. The link works once; every session of the person ' +
      'ends.',
  })
  @ApiNoContentResponse()
  @ApiProblems('invalid-request', 'invalid-token')
  async reset(
    @Body() { token, password }: ResetPasswordDto,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    const origin = { requestId: String(request.id), ip: request.ip };
    await this.passwords.set(token, password, origin);
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.running);
  }
}
