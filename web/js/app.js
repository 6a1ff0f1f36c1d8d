console.log('app','show','active')
