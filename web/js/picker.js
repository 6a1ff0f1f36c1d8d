console.log('picker','show','active')
