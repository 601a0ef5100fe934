import { Component } from '@angular/core';
@Component({ selector: 'pr-tmp-PurchasePage', template: '' })
export class PurchasePage {}
