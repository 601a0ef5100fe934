import { Component } from '@angular/core';
@Component({ selector: 'pr-tmp-PurchaseHistoryPage', template: '' })
export class PurchaseHistoryPage {}
