# الرسوم، وطرق النظر إلى الأرقام، وما تغيّر بين الإصدارات.
chart-finding = أكبر مجموعة: { $label }، نحو { $count } تصريح.
chart-finding-none = لا توجد إجابة كبيرة بما يكفي لعرضها.
chart-next = ثم: { $list }.
chart-hidden =
    { $n ->
        [one] لإجابة واحدة ({ $n }) التصريحات قليلة جدًا لعرضها، أو لا توجد.
        [two] لإجابتين ({ $n }) التصريحات قليلة جدًا لعرضها، أو لا توجد.
        [few] لـ { $n } إجابات التصريحات قليلة جدًا لعرضها، أو لا توجد.
       *[other] لـ { $n } إجابة التصريحات قليلة جدًا لعرضها، أو لا توجد.
    }
chart-all-shown = كل الإجابات كبيرة بما يكفي لعرضها.
chart-not-shown = قليل جدًا أو لا شيء
chart-others =
    { $n ->
        [one] إجابة أخرى واحدة ({ $n })
        [two] إجابتان أخريان ({ $n })
        [few] { $n } إجابات أخرى
       *[other] { $n } إجابة أخرى
    }
chart-margin = الطرف الفاتح من العمود هو هامش الخطأ: في 95 من 100 حالة يقع العدد الحقيقي داخله.
chart-hatched = المخطّط يعني: قليل جدًا لعرضه، أو لا أحد. أيهما هو لا يمكن أن يُرى، وذلك عن قصد.
chart-tiles = مربع لكل مقاطعة، في مكانها تقريبًا على الخريطة.
chart-table = الأعداد في جدول
chart-download = تنزيل
chart-source = { $name }، أرقام { $release }. الترخيص: { $licence }.
trend-title = عدد التصريحات مع الوقت
trend-release = الإصدار
trend-finding = من نحو { $first } تصريح في { $from } إلى نحو { $count } في { $to }.
trend-finding-one = نحو { $count } تصريح في { $to }.
trend-quarters = بحسب ربع السنة، الأحدث أولًا: { $list }.
trend-no-quarter = لم يُنشر ربع سنة بعد.
trend-reading = الخط يتبع الأسابيع، والشريط حوله هو هامش الخطأ، وكل نقطة ربع سنة.
view-alone = ترتيب واختيار
view-back = كل الجداول
view-misread = جزء من هذا العنوان غير معروف هنا. ترى العرض المعتاد.
view-show = الصفوف
view-show-usual = المعتاد
view-show-all = الكل في قائمة واحدة
view-show-shown = ما له عدد فقط
view-sort = الترتيب
view-sort-number = بحسب العدد
view-sort-name = بحسب الاسم
view-region = جزء العالم
view-region-all = الكل
release-changed = ما تغيّر منذ { $release }
release-changed-text = هذا هو الفرق بين عددين منشورين. وهو أوثق من العددين نفسيهما، لأن فيهما التشويش القديم نفسه.
release-changed-total = عدد التصريحات: { $by } (هامش الخطأ { $margin }).
release-changed-none = لا يوجد تغيّر آخر أكبر من هامشه.
release-changed-rest =
    { $n ->
        [one] في عدد آخر واحد ({ $n }) يعرضه الإصداران لا يُرى تغيّر واضح.
        [two] في عددين آخرين ({ $n }) يعرضهما الإصداران لا يُرى تغيّر واضح.
        [few] في { $n } أعداد أخرى يعرضها الإصداران لا يُرى تغيّر واضح.
       *[other] في { $n } عددًا آخر يعرضها الإصداران لا يُرى تغيّر واضح.
    }
release-changed-what = ماذا
release-changed-by = التغيّر
release-corrected = ظهرت هذه الأرقام مرة أخرى بشكل أفضل:
release-reason = يضيف مجلس الإدارة، بالإنجليزية:
release-corrects = هذا شكل جديد للأرقام نفسها. وهو بدل:
release-cite = كيف تذكر المصدر
release-cite-text = { $who } ({ $year }). { $name }: أرقام { $release }. { $address }. { $licence }.
release-earlier = السابق: { $release }
release-later = التالي: { $release }
release-nearby = إصدارات أخرى
release-overview = أحدث ربع سنة: { $release }
