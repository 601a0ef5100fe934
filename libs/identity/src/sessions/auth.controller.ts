import {
  Body,
  Controller,
  Get,
  Header,
  HttpCode,
  Inject,
  Post,
  Req,
  Res,
  UseGuards,
} from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  ApiProblems,
  Authenticated,
  CONFIG,
  CurrentCaller,
  Public,
  type Caller,
  type PurserConfig,
} from '@purser/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LoginDto } from './dto/login.dto.js';
import { SessionDto, SessionUserDto, SignedInDto } from './dto/session.view.js';
import { forgetRefreshToken, keepRefreshToken, refreshTokenOf } from './refresh-cookie.js';
import { SameSiteGuard } from './same-site.guard.js';
import { SessionUsers } from './session-users.service.js';
import { SignIn, type SignedIn } from './sign-in.service.js';

@ApiTags('Sign-in')
@Controller('auth')
export class AuthController {
  constructor(
    @Inject(CONFIG) private readonly config: PurserConfig,
    private readonly signIn: SignIn,
    private readonly sessionUsers: SessionUsers,
  ) {}

  @Post('login')
  @HttpCode(200)
  @Public()
  @UseGuards(SameSiteGuard)
  @Header('cache-control', 'no-store')
  @ApiOperation({
    operationId: 'login',
    summary: 'Sign in',
    description:
      'Answers a short-lived access token and sets the refresh cookie (HttpOnly, SameSite=Strict). ' +
      'Failures are limited per e-mail and per address in a minute; successes are not.',
  })
  @ApiOkResponse({ type: SignedInDto })
  @ApiProblems('invalid-request', 'invalid-credentials', 'cross-site-request')
  async login(
    @Body() { email, password }: LoginDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SignedInDto> {
    return this.answer(reply, await this.signIn.signIn(email, password, originOf(request)));
  }

  @Post('refresh')
  @HttpCode(200)
  @Public()
  @UseGuards(SameSiteGuard)
  @Header('cache-control', 'no-store')
  @ApiOperation({
    operationId: 'refreshSession',
    summary: 'Get the next access token by the refresh cookie',
    description:
      'The cookie is replaced each time; the one before stays good for 30 s. An older one that ' +
      'comes back ends the session.',
  })
  @ApiOkResponse({ type: SignedInDto })
  @ApiProblems('not-authenticated', 'cross-site-request')
  async refresh(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SignedInDto> {
    const token = refreshTokenOf(request);
    return this.answer(reply, await this.signIn.refresh(token, originOf(request)));
  }

  @Post('logout')
  @HttpCode(204)
  @Public()
  @UseGuards(SameSiteGuard)
  @ApiOperation({ operationId: 'logout', summary: 'Sign out; its access tokens stop at once' })
  @ApiNoContentResponse()
  @ApiProblems('cross-site-request')
  async logout(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    await this.signIn.signOut(refreshTokenOf(request));
    forgetRefreshToken(reply, this.config);
  }

  @Get('session')
  @Public()
  @Header('cache-control', 'no-store')
  @ApiOperation({
    operationId: 'getSession',
    summary: 'Whether the refresh cookie stands for somebody',
  })
  @ApiOkResponse({ type: SessionDto })
  @ApiProblems()
  async session(@Req() request: FastifyRequest): Promise<SessionDto> {
    return { user: await this.signIn.whoIs(refreshTokenOf(request)) };
  }

  @Get('me')
  @Authenticated()
  @ApiOperation({ operationId: 'getMe', summary: 'Who calls and what it may do' })
  @ApiOkResponse({ type: SessionUserDto })
  @ApiProblems('not-authenticated')
  me(@CurrentCaller() caller: Caller): Promise<SessionUserDto> {
    return this.sessionUsers.ofCaller(caller);
  }

  private answer(reply: FastifyReply, signedIn: SignedIn): SignedInDto {
    const { refreshToken, refreshExpiresAt, view } = signedIn;
    keepRefreshToken(reply, this.config, refreshToken, refreshExpiresAt);
    return view;
  }
}

function originOf(request: FastifyRequest): { requestId: string; ip: string } {
  return { requestId: String(request.id), ip: request.ip };
}
