import { Component } from '@angular/core';
@Component({ selector: 'pr-tmp-BalanceHistoryPage', template: '' })
export class BalanceHistoryPage {}
